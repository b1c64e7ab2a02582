package plan

import ("testing";"os";"fmt";"encoding/json";"github.com/kbn-conformance/kbn-conformance/fixtures")

func TestZZDump(t *testing.T){
	c,err:=fixtures.Load(nil); if err!=nil{t.Fatal(err)}
	p,err:=Build(c,Options{Run:"abc",Mode:"write",Allow:Consents(c),Unprivileged:true}); if err!=nil{t.Fatal(err)}
	f,_:=os.Create(os.Getenv("DUMP")); defer f.Close()
	req:=0
	for _,k:=range p.Cases{
		if k.Level=="required"{req++}
		fmt.Fprintln(f,k.ID,k.Level,k.Kind,k.Mode,k.Title,"|",k.Why,"|",k.Ref)
		if k.Step>=0 { s:=k.Flow.Steps[k.Step]; b,_:=json.Marshal(s.Step); fmt.Fprintln(f,"   ",s.Line,s.Mode,s.Cause,string(b)) }
		for _,m:=range k.Over{fmt.Fprintln(f,"    over",m)}
	}
	fmt.Println(len(p.Flows),len(p.Cases),req,p.Requests())
}
